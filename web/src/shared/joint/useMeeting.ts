// One joint meeting: read again while it is looked at, and put in its place wherever a move or an answer gave it back.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { MeetingDetail } from './types'

export function useMeeting(id: Ref<string>) {
  const client = useQueryClient()
  const key = computed(() => ['joint-meeting', id.value])
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<MeetingDetail>(`/api/joint/meetings/${id.value}`, { signal }), refetchInterval: 30_000 })
  const put = (meeting: MeetingDetail): void => {
    client.setQueryData(key.value, meeting)
    for (const name of ['joint-meetings', 'joint-tasks', 'case']) void client.invalidateQueries({ queryKey: [name] })
  }
  /** The answer of a unit that is asked to come. */
  const attend = useMutation({
    mutationFn: ({ id: attendee, answer, reason }: { id: number; answer: 'yes' | 'no'; reason: string }) => api.post<MeetingDetail>(`/api/joint/attendees/${attendee}`, { answer, reason }),
    onSuccess: put,
  })
  return { query, put, attend }
}
