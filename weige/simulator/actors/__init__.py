"""Those who live and work in the simulated street; each is a coroutine with dice of its own."""
