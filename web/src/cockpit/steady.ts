// Renews at once, then at most every `ms` milliseconds, never twice at a time, and never loses the last call. A renewal under
// way is not cut short: on a slow machine a busy street would otherwise cancel each answer before it comes.

/** A renewal takes at most one part in so many of the time: where all is slow, it is renewed more seldom. */
const BREATH = 5
/** … and yet at least this often (ms). */
const LONGEST = 10_000

export function steady(run: () => Promise<unknown>, ms: number): () => void {
  let busy = false
  let again = false
  const work = async (): Promise<void> => {
    busy = true
    do {
      again = false
      const started = Date.now()
      await run().catch(() => undefined)
      const took = Date.now() - started
      const rest = Math.max(ms, Math.min(took * BREATH, LONGEST)) - took
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
    } while (again)
    busy = false
  }
  return () => {
    if (busy) again = true
    else void work()
  }
}
