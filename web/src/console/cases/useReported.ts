// After a report from the desk: the lists are renewed and its case is opened.
import { useQueryClient } from '@tanstack/vue-query'

export function useReported(open: (id: string) => void): (id: string) => void {
  const client = useQueryClient()
  return (id) => {
    void client.invalidateQueries({ queryKey: ['cases'] })
    void client.invalidateQueries({ queryKey: ['summary'] })
    open(id)
  }
}
