"""French wording of the pages; statuses, alerts and the disclaimer are in ``exports.labels_fr``."""

from __future__ import annotations

from analyser.domain.analysis import Status
from analyser.services.comparing import Change

# The candidate's page
TITLE = "Vérifier mon brouillon"
PRIVACY = (
    "Votre fichier est lu sur cette machine et n'en sort pas ; rien n'est enregistré, et tout est effacé quand vous "
    "cliquez sur « Effacer », ou deux minutes après la fermeture de cette page."
)
REFERENT = "Situation de handicap : votre contact est {contact}."
UPLOAD_HEADING = "Déposer mon rapport"
UPLOAD = "Votre rapport (PDF, DOCX, ODT, texte)"
EVALUATION = "Évaluation"
EVALUATION_AUTO = "à reconnaître d'après le texte"
WORKING = "Analyse en cours…"
REFUSED = "Fichier refusé"
DONE = "Analyse terminée"
READY = "Analyse terminée. Les résultats sont dans les onglets ci-dessous."
STAGES = {
    "chargement": "Chargement du référentiel et du modèle",
    "lecture": "Lecture du fichier et de son plan",
    "encodage": "Lecture de chaque passage par le modèle",
    "jugement": "Recherche de chaque attendu",
    "contrôles": "Contrôles : données personnelles, repères légaux, lisibilité",
}

TAB_OVERVIEW = "Aperçu"
TAB_UNFOUND = "Non trouvé ({n})"
TAB_FOUND = "Trouvé ({n})"
TAB_ALERTS = "Alertes ({n})"
TAB_PLAN = "Plan"
TAB_COMPARE = "Comparer"
TAB_KEEP = "Télécharger"

COUNTS_CAPTION = "Attendus par statut."
DOUBTFUL_COUNT = "L'outil hésite sur {n} d'entre eux : à vérifier en premier."
CONTENTS_CAPTION = "Par contenu obligatoire du rapport"
CRITERIA_CAPTION = "Par critère du référentiel"
ALERTS_CAPTION = "Points à vérifier en dehors des attendus"
PLAN_CAPTION = "Sections reconnues et contenus obligatoires auxquels elles répondent"
STATUS_MEANINGS = {
    Status.MISSING: "Aucun passage net : cela ne prouve pas que l'attendu manque, vérifiez les passages proches.",
    Status.NOT_ASSESSABLE: "Des pages sont illisibles : l'attendu peut s'y trouver.",
    Status.PARTIAL: "Nommé ou annoncé, peu développé.",
    Status.COVERED: "Un passage au moins le décrit ou l'explique.",
}

UNFOUND_HEADING = "Ce que l'outil n'a pas trouvé"
UNFOUND_INTRO = "L'outil peut se tromper : ouvrez chaque attendu et lisez les passages les plus proches."
UNFOUND_NONE = "Chaque attendu a été trouvé, au moins en partie."
FOUND_HEADING = "Ce que l'outil a trouvé, page à l'appui"
FOUND_NONE = "Aucun attendu n'a été trouvé par l'outil."
FOUND_CHOICE = "Attendu à montrer"
DOUBTFUL = "L'outil hésite : à vérifier en premier."
COACHING = "Pour y réfléchir"
EXAMPLE_KIND = "Le genre d'exemple qui convainc : {kind}"
NEAREST = "Passages les plus proches"
NO_PASSAGE = "Aucun passage à montrer."
SHOW_PAGE = "Voir les passages proches de {id} sur la page"
PASSAGE_NUMBER = "Passage {n} sur {total}"
PREVIOUS = "Passage précédent"
NEXT = "Passage suivant"
PAGE_ALT = "Page {} du rapport ; est surligné le passage : {}"
PAGE_CAPTION = "Page {page}, passage surligné en jaune et encadré"
NO_LAYOUT = "Ce format n'a pas de pages fixes : le passage est donné en texte. Déposez un PDF pour le voir sur la page."

ALERTS_HEADING = "Alertes"
ALERTS_NONE = "Aucune alerte."
PLAN_HEADING = "Plan reconnu"
PLAN_HONEST = (
    "Ce plan aide à se repérer. Les verdicts n'en dépendent pas : chaque attendu est cherché dans tout le rapport. "
    "Le corriger change ce tableau et les fichiers téléchargés, pas les verdicts."
)
PLAN_CORRECT_HEADING = "Corriger le plan"
PLAN_SECTION = "Section à corriger"
PLAN_CONTENTS = "Contenus obligatoires auxquels elle répond"
PLAN_CONTENTS_HINT = "Choisir un ou plusieurs contenus"
PLAN_CORRECT = "Corriger cette section"
PLAN_RESET = "Revenir au plan proposé"
PLAN_CORRECTED = "Plan corrigé à la main : {n} section(s)."
UNTITLED = "(avant le premier titre)"

COMPARE_HEADING = "Comparer avec un brouillon précédent"
COMPARE_INTRO = "L'ancien brouillon est lu de la même façon, et effacé en même temps que celui-ci."
COMPARE_UPLOAD = "Brouillon précédent (PDF, DOCX, ODT, texte)"
COMPARE_OTHER = "Comparer avec un autre brouillon"
COMPARE_REFUSED = "Comparaison impossible"
CHANGES = {
    Change.REGRESSED: "En recul",
    Change.FIXED: "Corrigés",
    Change.EVIDENCE: "Montrés par d'autres passages",
    Change.UNCHANGED: "Inchangés",
}
CHANGE_CAPTIONS = {
    Change.REGRESSED: "Attendus moins bien trouvés qu'avant",
    Change.FIXED: "Attendus mieux trouvés qu'avant",
    Change.EVIDENCE: "Attendus au même statut, montrés par d'autres passages",
    Change.UNCHANGED: "Attendus au même statut, montrés par les mêmes passages",
}

KEEP_HEADING = "Télécharger la liste de contrôle"
KEEP_INTRO = (
    "Le fichier reprend chaque verdict, ses passages et les conseils. Il n'est gardé que là où vous l'enregistrez."
)
DOWNLOADS = {"html": "Page accessible (HTML)", "docx": "Liste de contrôle (DOCX)"}
ERASE = "Effacer"
HELD_CAPTION = "Ce que cette page garde en mémoire"
HELD_COLUMNS = ("Objet", "Détail")
HELD_NOTHING = "Effacé : cette page ne garde plus rien. A disparu :"

# Streamlit's own words -> ours
WIDGET_WORDS = {
    "Upload": "Choisir un fichier",
    "Browse files": "Choisir un fichier",
    "Drag and drop file here": "Déposer le fichier ici",
    "Drop files here": "Déposer le fichier ici",
    "file upload": "dépôt de fichier",
    "Choose options": "Choisir",
    "Choose an option": "Choisir",
    "Open": "Ouvrir",
    "Close": "Fermer",
    "Clear all": "Tout retirer",
    "Clear value": "Retirer",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Skip to main content": "Aller au contenu",
    "Running...": "En cours…",
    "Stop": "Arrêter",
    "Press Enter to apply": "Entrée pour valider",
    "Press Enter to submit form": "Entrée pour envoyer le formulaire",
    "No results": "Aucun résultat",
    "No options to select.": "Aucun choix.",
}

AUDIT_TITLE = "Auditer la couverture"
AUDIT_PURPOSE = (
    "Ce que l'outil trouve dans les rapports gardés, cohorte par cohorte, et combien les évaluateurs sont d'accord. "
    "Aucune personne n'est nommée ni classée ; une case de moins de cinq rapports est masquée."
)
AUDIT_TABS = ["Couverture", "Accord", "Référentiel", "Modèle"]
AUDIT_EMPTY = "Aucune analyse n'est gardée pour l'instant : la page « Trier et évaluer » en ajoute."
AUDIT_HEATMAP = "Part des rapports où l'attendu est trouvé ; le tableau qui suit donne les mêmes chiffres."
AUDIT_TREND = "D'une cohorte à l'autre"
AUDIT_BEFORE = "Cohorte de départ"
AUDIT_AFTER = "Cohorte d'arrivée"
AUDIT_NO_TREND = "Ces deux cohortes n'ont pas d'attendu comparable."
AUDIT_BLIND = "Seulement les avis donnés avant de voir l'outil"
AUDIT_BLIND_HELP = "Un avis donné après avoir vu le verdict de l'outil lui ressemble plus qu'il ne devrait."
AUDIT_PAIRS = ("Entre l'outil et les évaluateurs", "Entre évaluateurs")
AUDIT_NO_PAIRS = "Aucun avis à comparer pour l'instant."
AUDIT_AGREEMENT_HELP = (
    "Kappa et AC1 disent l'accord au-delà du hasard (1 : total, 0 : pas mieux que le hasard), avec leur intervalle à "
    "95 % par rapport. Les attendus les plus fragiles viennent d'abord."
)
AUDIT_FILE = "Fichier du référentiel"
AUDIT_TEXT = "Contenu du fichier (YAML)"
AUDIT_CHECK = "Vérifier et mesurer l'effet"
AUDIT_PROBLEMS = "À corriger avant d'enregistrer :"
AUDIT_CLEAN = "Aucun défaut."
AUDIT_IMPACT = "{n} rapport(s) jugé(s) de nouveau ; {without} sans fichier gardé n'ont pas pu l'être."
AUDIT_GAINED = "Passent de non trouvé à trouvé : {listed}."
AUDIT_LOST = "Passent de trouvé à non trouvé : {listed}."
AUDIT_NOTHING = "aucun"
AUDIT_SAVE = "Enregistrer"
AUDIT_SAVED = "Enregistré ; la version précédente est gardée à côté."
AUDIT_DOWNLOAD = "Télécharger {name} ({format})"

LOGIN_TITLE = "Se connecter"
LOGIN = "Se connecter"
LOGOUT = "Se déconnecter"
NO_ACCESS_TITLE = "Accès non donné"
NO_ACCESS = (
    "Votre compte n'a pas de rôle ici, ou son adresse n'est pas vérifiée. Pour obtenir un accès, écrivez à {contact}."
)
NO_ACCESS_CONTACT = "la personne qui administre cette installation"
NOT_LOOPBACK = (
    "Sans comptes, les pages ne s'ouvrent que depuis la machine qui les sert. Activez les comptes (ANALYSER_ACCOUNTS) "
    "pour les ouvrir à d'autres."
)
LOGIN_UNSET = (
    "La connexion n'est pas réglée : la section [auth] de .streamlit/secrets.toml manque ou est incomplète. "
    "Prévenez la personne qui administre cette installation."
)
NOT_THIS_PAGE = "Votre rôle n'ouvre pas cette page."
