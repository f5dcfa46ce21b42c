from hypothesis import given
from hypothesis import strategies as st

from analyser.judging.windows import (
    BOS,
    EOS,
    LENGTH_STEP,
    PAD,
    PASSAGE_TOKENS,
    STRIDE,
    TITLE_TOKENS,
    WINDOW_TOKENS,
    pack_windows,
    padded_length,
)

TOKENS = st.lists(st.tuples(st.lists(st.integers(4, 99), min_size=1, max_size=250), st.booleans()), max_size=20)


@given(TOKENS)
def test_every_passage_stands_in_one_window_that_fits(passages: list[tuple[list[int], bool]]) -> None:
    ids = [tokens for tokens, _ in passages]
    windows = pack_windows(ids, [heading for _, heading in passages])
    placed = [index for w in windows for index, _, _ in w.passages]
    assert placed == list(range(len(passages)))
    for window in windows:
        assert len(window.ids) <= max(WINDOW_TOKENS, PASSAGE_TOKENS + TITLE_TOKENS + 2 + 2 * STRIDE)
        assert len(window.ids) <= WINDOW_TOKENS or len(window.passages) == 1
        assert (window.ids[0], window.ids[-1]) == (BOS, EOS)
        for index, start, end in window.passages:
            kept = ids[index][:PASSAGE_TOKENS]
            assert list(window.ids[start:end]) == kept
            assert start % STRIDE == 0


def test_a_window_opened_inside_a_section_begins_with_its_title() -> None:
    title, body = [7, 8], [9] * 100
    windows = pack_windows([title, body, body], [True, False, False])
    assert windows[1].ids[:3] == (BOS, 7, 8)
    assert windows[1].passages == ((2, 4, 104),)


def test_a_window_opened_by_a_heading_bears_no_other_title() -> None:
    first, second, body = [7, 8], [5, 6], [9] * 122
    windows = pack_windows([first, body, second, body], [True, False, True, False])
    assert windows[1].ids[:5] == (BOS, PAD, 5, 6, 9)


@given(st.integers(1, 400))
def test_a_length_is_padded_to_the_next_step(tokens: int) -> None:
    assert padded_length(tokens) % LENGTH_STEP == 0
    assert tokens <= padded_length(tokens) < tokens + LENGTH_STEP
