"""Pure rules of a case: states, the table of moves, guards, clocks, dispatch rules. No Django here."""
