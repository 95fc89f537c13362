// One attempt of a form: busy while it runs, the server's refusal when it fails; a second press meanwhile does nothing.
import { ref } from 'vue'
import { ApiProblem } from './api'

export function useTry() {
  const busy = ref(false)
  const problem = ref<ApiProblem | null>(null)
  /** Whether the work was done. A refusal is kept in `problem`; anything else is a fault of ours and is thrown. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      problem.value = error
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, attempt }
}
