"""Official formats in: ministry and commission files to canonical tables, every defect named."""
