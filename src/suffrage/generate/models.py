"""The models that `suffrage generate` knows, by code."""

from collections.abc import Callable, Mapping
from pathlib import Path

from suffrage.generate.cambodia import Generated, cambodia_2023
from suffrage.model import BadInput

MODELS: Mapping[str, Callable[..., Generated]] = {"kh-2023": cambodia_2023}
"""Code → the function that writes the election."""


def generate(
    code: str,
    into: str | Path,
    *,
    stations: int | None = None,
    seed: int = 2023,
    as_parquet: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Generated:
    """Write the generated election `code` into the folder `into`.

    `stations`: how many polling stations (the model's own number if None; figures are scaled) · `seed`: the same seed gives
    the same figures · `progress`: called with the stations done and all stations. `BadInput`: an unknown model, an impossible
    number of stations, or a folder that is not empty.
    """
    if code not in MODELS:
        raise BadInput(f"There is no model {code!r} of an election; known are {', '.join(MODELS)}.")
    return MODELS[code](Path(into), stations=stations, seed=seed, as_parquet=as_parquet, progress=progress)
