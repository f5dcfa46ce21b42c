"""Building the artefacts of ``models/`` from ``corpus/`` and ``criteria/``. Needs the ``train`` extra (torch)."""
