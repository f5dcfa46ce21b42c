"""A plan corrected by hand changes the map and its stamp, nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyser.domain.analysis import Analysis
from analyser.domain.errors import InputError
from analyser.services.analysing import export
from analyser.services.mapping import HAND, correct_mapping


def test_a_correction_changes_the_section_and_says_so(sample_e2: Analysis) -> None:
    corrected = correct_mapping(sample_e2, {"s3": ("E2R2", "E2R1"), "s5": ()})
    contents = {s.id: s.contents for s in corrected.sections}
    assert contents["s3"] == ("E2R1", "E2R2")
    assert contents["s5"] == ()
    assert replace(corrected, sections=sample_e2.sections, engine=sample_e2.engine) == sample_e2
    assert HAND in export(corrected, "html").decode()
    assert HAND not in export(sample_e2, "html").decode()


def test_no_correction_is_the_same_analysis(sample_e2: Analysis) -> None:
    same = {s.id: s.contents for s in sample_e2.sections}
    assert correct_mapping(sample_e2, same) is sample_e2


@pytest.mark.parametrize(
    ("corrections", "code"),
    [({"s999": ()}, "SECTION_INCONNUE"), ({"s3": ("E9R9",)}, "CONTENU_INCONNU")],
)
def test_an_unknown_name_is_refused(sample_e2: Analysis, corrections: dict[str, tuple[str, ...]], code: str) -> None:
    with pytest.raises(InputError) as refused:
        correct_mapping(sample_e2, corrections)
    assert refused.value.code == code
