// Runs at once, then at most every `ms` milliseconds; the last call is never lost.

export function throttle(run: () => void, ms: number): () => void {
  let last = -Infinity
  let timer: ReturnType<typeof setTimeout> | null = null
  const fire = (): void => {
    timer = null
    last = Date.now()
    run()
  }
  return () => {
    if (timer) return
    const wait = last + ms - Date.now()
    if (wait <= 0) fire()
    else timer = setTimeout(fire, wait)
  }
}
