"""Acting together on a case: call-ins and joint meetings."""
