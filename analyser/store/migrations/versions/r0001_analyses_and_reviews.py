"""Analyses, whose verdicts never change, and reviews, which are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# What the tool said; the rest of a row (how long it is kept) may change.
_FIXED = "id, evaluation, framework_version, model_id, sha256, doubtful, created_at, payload"

_SQLITE = (
    f"""CREATE TRIGGER analyses_keep_verdicts BEFORE UPDATE OF {_FIXED} ON analyses
    BEGIN SELECT RAISE(ABORT, 'analyses keep their verdicts'); END""",
    """CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews is append-only'); END""",
    """CREATE TRIGGER reviews_no_replace BEFORE INSERT ON reviews WHEN EXISTS (SELECT 1 FROM reviews WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'reviews is append-only'); END""",
    """CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
    WHEN EXISTS (SELECT 1 FROM analyses WHERE id = OLD.analysis_id)
    BEGIN SELECT RAISE(ABORT, 'reviews is append-only'); END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$""",
    """CREATE FUNCTION refuse_lone_delete() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM analyses WHERE id = OLD.analysis_id) THEN
            RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only';
        END IF;
        RETURN OLD;
    END $$""",
    """CREATE FUNCTION keep_verdicts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'analyses keep their verdicts'; END $$""",
    f"""CREATE TRIGGER analyses_keep_verdicts BEFORE UPDATE OF {_FIXED} ON analyses
    FOR EACH ROW EXECUTE FUNCTION keep_verdicts()""",
    """CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
    FOR EACH ROW EXECUTE FUNCTION refuse_lone_delete()""",
    """CREATE TRIGGER reviews_no_truncate BEFORE TRUNCATE ON reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
)


def upgrade() -> None:
    op.create_table(
        "analyses",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("cohort", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("evaluation", sa.Text, nullable=False),
        sa.Column("framework_version", sa.Text, nullable=False),
        sa.Column("model_id", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("doubtful", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_index("ix_analyses_cohort", "analyses", ["cohort"])
    op.create_index("ix_analyses_keep_until", "analyses", ["keep_until"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "analysis_id",
            sa.String(36),
            sa.ForeignKey("analyses.id", name="fk_reviews_analysis", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("assessor", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_first", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_analysis_id", "reviews", ["analysis_id"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
