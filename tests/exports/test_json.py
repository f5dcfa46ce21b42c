import json

import jsonschema
import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.exports import EXPORTS, SUFFIXES
from analyser.exports.json import as_contract, from_contract, to_json
from analyser.pipeline import Engine, analyse
from tests.conftest import DATA, SAMPLES


def test_the_contract_is_kept(sample: Analysis) -> None:
    schema = json.loads((DATA / "analysis.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(as_contract(sample))


def test_one_verdict_an_element_in_the_order_of_the_framework(sample: Analysis, engine: Engine) -> None:
    expected = [e.id for e in engine.framework.elements(sample.evaluation)]
    assert [e["id"] for e in as_contract(sample)["elements"]] == expected
    assert len(expected) == {"E1": 76, "E2": 19}[sample.evaluation]


def test_the_same_file_gives_the_same_bytes(sample_e2: Analysis, engine: Engine) -> None:
    again = analyse(SAMPLES / "rapport-E2.pdf")
    assert to_json(again, engine.framework) == to_json(sample_e2, engine.framework)


def test_missing_has_nearest_passages_and_no_evidence(sample_e1: Analysis) -> None:
    missing = [e for e in as_contract(sample_e1)["elements"] if e["status"] == Status.MISSING]
    assert missing
    assert all(e["nearest"] and not e["evidence"] for e in missing)


def test_every_export_has_a_suffix() -> None:
    assert EXPORTS.keys() == SUFFIXES.keys()


def test_an_analysis_is_read_back_as_it_was_written(sample: Analysis) -> None:
    written = as_contract(sample)
    assert as_contract(from_contract(json.loads(json.dumps(written)))) == written


def test_another_version_of_the_contract_is_refused(sample: Analysis) -> None:
    with pytest.raises(ValueError, match="version 2"):
        from_contract({**as_contract(sample), "version": 2})
