"""One accessible, self-contained page: semantic tables, no script, nothing fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

from analyser.domain.analysis import Analysis, Status
from analyser.domain.framework import Framework
from analyser.exports.labels_fr import ALERT_LABELS, DISCLAIMER, STATUS_LABELS, STATUS_ORDER, STATUS_SYMBOLS


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("analysis.html.jinja")


def to_html(analysis: Analysis, framework: Framework) -> str:
    by_id = {v.id: v for v in analysis.elements}
    criteria = {v.id: v for v in analysis.criteria}
    return _template().render(
        analysis=analysis,
        title={e.id: e.title for e in framework.evaluations}[analysis.evaluation],
        counts=[(s, sum(v.status is s for v in analysis.elements)) for s in reversed(STATUS_ORDER)],
        groups=[
            (c, criteria[c.id], [(e, by_id[e.id]) for e in c.elements])
            for c in framework.criteria_of(analysis.evaluation)
        ],
        unfound=[
            (e, by_id[e.id])
            for e in framework.elements(analysis.evaluation)
            if by_id[e.id].status in (Status.MISSING, Status.NOT_ASSESSABLE)
        ],
        content_labels={c.id: c.label for c in framework.contents_of(analysis.evaluation)},
        label=STATUS_LABELS,
        symbol=STATUS_SYMBOLS,
        alert_label=ALERT_LABELS,
        disclaimer=DISCLAIMER,
    )
