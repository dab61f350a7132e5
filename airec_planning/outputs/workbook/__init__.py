"""``certificate_info.xlsx``: the planner's own, filled in place (``in_place``), or a new one (``new_workbook``)."""
