"""The running path starts without torch: a candidate's machine needs none."""

import subprocess
import sys

PROBE = """
import sys
import analyser.pipeline, analyser.exports, analyser.services, analyser.cli
print([m for m in ("torch", "sentence_transformers", "transformers", "sklearn", "streamlit") if m in sys.modules])
"""


def test_the_running_path_imports_no_training_library() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_the_version_loads_nothing_heavy() -> None:
    probe = "import sys, analyser; analyser.__version__; print('numpy' in sys.modules or 'spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
