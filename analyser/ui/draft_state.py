"""What the candidate's page keeps of a visitor, in the memory of the visit alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analyser.domain.analysis import Analysis
from analyser.services.mapping import correct_mapping
from analyser.ui import labels_fr as labels
from analyser.ui.view_models.tables import Table

# Every key of the page starts so, its widgets' too: erasing them all forgets the visit.
PREFIX = "draft-"
_DRAFT, _ERASED, _ROUND = f"{PREFIX}kept", "erased-draft", "round-draft"


@dataclass(frozen=True)
class Draft:
    """One visit.

    Attributes:
        proposed: the analysis as the tool gave it.
        pdf: the file's bytes where pages can be drawn.
        corrections: sections mapped by hand.
        before: the previous draft, when one is compared.
    """

    proposed: Analysis
    pdf: bytes | None
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    before: Analysis | None = None

    @property
    def analysis(self) -> Analysis:
        """With the mapping as corrected."""
        return correct_mapping(self.proposed, self.corrections)


def kept_draft() -> Draft | None:
    found = st.session_state.get(_DRAFT)
    return found if isinstance(found, Draft) else None


def keep_draft(draft: Draft) -> None:
    st.session_state[_DRAFT] = draft
    st.session_state.pop(_ERASED, None)


def erase() -> None:
    """Forget the visit; ``erased`` then says what went. A key that changes empties the upload fields too."""
    draft = kept_draft()
    for key in [k for k in st.session_state if str(k).startswith(PREFIX)]:
        del st.session_state[key]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_ERASED] = held(draft)


def erased() -> Table | None:
    """What the last « Effacer » took away, when nothing was dropped since."""
    found = st.session_state.get(_ERASED)
    return found if isinstance(found, Table) else None


def upload_key(name: str) -> str:
    return f"{PREFIX}{name}-{st.session_state.get(_ROUND, 0)}"


def take(upload: UploadedFile) -> bytes:
    """The bytes of an upload, which the server forgets at once."""
    content = upload.getvalue()
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)
    return content


def held(draft: Draft | None) -> Table:
    """What the page holds, as counted now; nothing that the report says."""
    rows: list[tuple[str, str]] = []
    if draft is not None:
        rows.append(("Analyse", f"{len(draft.proposed.elements)} verdicts et leurs passages"))
        if draft.pdf is not None:
            rows.append(("Fichier", f"{len(draft.pdf) / 1000:.0f} ko, pour montrer ses pages"))
        if draft.corrections:
            rows.append(("Plan corrigé", f"{len(draft.corrections)} section(s)"))
        if draft.before is not None:
            rows.append(("Brouillon précédent", f"{len(draft.before.elements)} verdicts et leurs passages"))
    return Table(labels.HELD_CAPTION, labels.HELD_COLUMNS, tuple(rows))
