import pytest

from analyser.judging.qualifiers import announcements, qualifiers

# Each sentence carries the qualifiers written before it.
TAGGED = [
    ("negation", "Je ne fais pas signer de convention."),
    ("negation", "Il n’est pas prévu de suivi à six mois."),
    ("tiers", "Ma collègue, elle, remet un livret à chacun."),
    ("tiers", "À l'usine, les objectifs tombaient le lundi."),
    ("tiers", "Mon ancien employeur faisait signer une charte."),
    ("negation", "Aucun dispositif n'est prévu pour la suite."),
    ("intention", "Il faudra regarder le marché de l'emploi."),
    ("", "Je remets le programme et nous le lisons ensemble."),
    ("", "Il est libre de dire non et d'arrêter."),
]


@pytest.mark.parametrize(("expected", "sentence"), TAGGED)
def test_tagged_sentences(expected: str, sentence: str) -> None:
    assert qualifiers(sentence) == frozenset(expected.split())


def test_headings_and_short_lead_ins_announce() -> None:
    texts = [
        "Le suivi",
        "Le consultant s'engage à :",
        "Durée : 24 heures",
        "Je remets à chacun, le premier jour, ceci :",
    ]
    assert announcements(texts, [True, False, False, False]) == [True, True, False, False]
