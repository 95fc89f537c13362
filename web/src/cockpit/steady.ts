// Renews at once, then at most every `ms` milliseconds, never twice at a time, and never loses the last call. A renewal under
// way is not cut short: on a slow machine a busy street would otherwise cancel each answer before it comes.

export function steady(run: () => Promise<unknown>, ms: number): () => void {
  let busy = false
  let again = false
  const work = async (): Promise<void> => {
    busy = true
    do {
      again = false
      const started = Date.now()
      await run().catch(() => undefined)
      const rest = started + ms - Date.now()
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest))
    } while (again)
    busy = false
  }
  return () => {
    if (busy) again = true
    else void work()
  }
}
