"""French wording shared by the exports and the terminal."""

from __future__ import annotations

from analyser.domain.analysis import AlertLevel, Status

# « non trouvé par l'outil », never « absent » : the tool may be wrong, a person decides.
STATUS_LABELS: dict[Status, str] = {
    Status.COVERED: "trouvé",
    Status.PARTIAL: "partiel",
    Status.MISSING: "non trouvé par l'outil",
    Status.NOT_ASSESSABLE: "non évaluable",
}
_STATUS_PLURALS: dict[Status, str] = {
    Status.COVERED: "trouvés",
    Status.PARTIAL: "partiels",
    Status.MISSING: "non trouvés par l'outil",
    Status.NOT_ASSESSABLE: "non évaluables",
}
STATUS_SYMBOLS: dict[Status, str] = {
    Status.COVERED: "●",
    Status.PARTIAL: "◐",
    Status.MISSING: "○",
    Status.NOT_ASSESSABLE: "?",
}
# The order in which a person should look: what was not found first.
STATUS_ORDER: tuple[Status, ...] = (Status.MISSING, Status.NOT_ASSESSABLE, Status.PARTIAL, Status.COVERED)
ALERT_LABELS: dict[AlertLevel, str] = {
    AlertLevel.ERROR: "erreur",
    AlertLevel.WARNING: "à vérifier",
    AlertLevel.INFO: "pour information",
}
DISCLAIMER = (
    "Cette pré-vérification aide à relire ; elle ne note pas, ne prédit aucun résultat et ne décide de rien. "
    "Tout se passe sur cette machine : aucun texte n'en sort."
)


def counted(status: Status, count: int) -> str:
    """A count with its label, such as « 2 non trouvés par l'outil »."""
    return f"{count} {(_STATUS_PLURALS if count > 1 else STATUS_LABELS)[status]}"
