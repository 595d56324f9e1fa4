"""What other parts of the portal may hear of the administrator's changes, within the same transaction."""

from django.dispatch import Signal

# Sent with `area`. A receiver gives back how many due times it moved.
procedure_added = Signal()
