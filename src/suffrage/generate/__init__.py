"""Generated elections: made-up polling stations that add up to published figures, always marked as generated."""

from suffrage.generate.cambodia import Generated, cambodia_2023
from suffrage.generate.models import MODELS, generate

__all__ = ["MODELS", "Generated", "cambodia_2023", "generate"]
