"""The shape of the YAML files. Their keys are French (aliases here) because their owners edit them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]


class StrictModel(BaseModel):
    """Unknown keys are faults: a misspelt key would otherwise be ignored silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class EvaluationEntry(StrictModel):
    title: Text = Field(alias="titre")
    signs: Texts = Field(alias="signes")


class ContentEntry(StrictModel):
    id: Text
    evaluation: Text
    competence: Text
    label: Text = Field(alias="libelle")
    text: Text = Field(alias="texte")
    headings: Texts = Field(alias="titres")


class FrameworkFile(StrictModel):
    """``referentiel.yaml``."""

    id: Text
    title: Text = Field(alias="titre")
    version: Text
    source: Text
    evaluations: dict[Text, EvaluationEntry] = Field(min_length=1)
    contents: tuple[ContentEntry, ...] = Field(alias="contenus", min_length=1)


class ExamplesEntry(StrictModel):
    covered: Texts = Field(alias="couvert")
    partial: Texts = Field(alias="partiel")
    near_miss: Texts = Field(alias="faux_ami")


class CoachingEntry(StrictModel):
    reminder: Text = Field(alias="rappel")
    points: Texts
    example_kind: Text = Field(alias="exemple_attendu")


class ElementEntry(StrictModel):
    id: Text
    content: Text = Field(alias="contenu")
    label: Text = Field(alias="libelle")
    covered_means: Text = Field(alias="couvert")
    partial_means: Text = Field(alias="partiel")
    formulations: Texts
    cues: Texts = Field(alias="indices")
    near_misses: Texts = Field(alias="faux_amis")
    examples: ExamplesEntry = Field(alias="exemples")
    coaching: CoachingEntry = Field(alias="conseil")
    jury_question: Text = Field(alias="question_jury")
    scope: Literal["passage", "document"] = Field(alias="portee")
    document_rule: str = Field(alias="regle", default="")


class CriterionFile(StrictModel):
    """One criterion's file, named after its id."""

    id: Text
    evaluation: Text
    competence: Text
    text: Text = Field(alias="texte")
    elements: tuple[ElementEntry, ...] = Field(alias="attendus", min_length=1)
