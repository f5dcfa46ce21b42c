from dataclasses import replace

import numpy as np

from analyser.domain.framework import Examples
from analyser.judging.scoring import lexical_features
from analyser.pipeline import Engine


def test_a_passage_is_likest_to_the_element_whose_words_it_inflects(engine: Engine) -> None:
    first, *others = [e for c in engine.framework.criteria for e in c.elements if e.scope == "passage"][:20]
    welcome = replace(
        first, label="", formulations=("J'accueille chaque visiteur à la porte.",), examples=Examples((), (), ())
    )
    texts = ["Nous accueillions les visiteurs aux portes.", "J'accueille chaque visiteur à la porte.", "12 / 34"]
    own, *rest = lexical_features([welcome, *others], texts)
    best = own[:, 0]
    assert best[1] > 0.999 > best[0] > 0.3 > best[2]
    assert best[0] > max(other[0, 0] for other in rest)


def test_likeness_to_near_misses_stands_apart_and_may_have_nothing_to_compare(engine: Engine) -> None:
    first = engine.framework.criteria[0].elements[0]
    decoy = "Le train part à huit heures."
    bare = replace(first, examples=Examples((), (), ()))
    warned = replace(bare, examples=Examples((), (), (decoy,)))
    without, with_decoy = lexical_features([bare, warned], [decoy, "Rien de tel ici."])
    assert without.shape == (2, 4)
    assert np.all(without[:, 3] == 0)
    assert with_decoy[0, 3] > 0.999 > with_decoy[1, 3]
    assert np.allclose(with_decoy[:, :3], without[:, :3])
