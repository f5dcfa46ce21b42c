"""Document -> sections -> passages."""

from analyser.structure.furniture import set_apart_furniture
from analyser.structure.passages import split_passages
from analyser.structure.sections import find_sections
from analyser.structure.sentences import load_sentence_splitter

__all__ = ["find_sections", "load_sentence_splitter", "set_apart_furniture", "split_passages"]
