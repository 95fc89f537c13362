// My tasks in the order they are gone to, by the way or by what is due; chosen once and kept on this phone.
import { computed, ref, watch } from 'vue'
import { useServerClock } from '@/shared/time'
import { byDue, walked, type Order } from './route'
import { useHere } from './useHere'
import { useRole } from './useRole'
import type { useTasks } from './useTasks'

export const ORDERS: readonly Order[] = ['walk', 'due']

export function useWay(tasks: ReturnType<typeof useTasks>) {
  const { staff } = useRole()
  const { here } = useHere()
  const server = useServerClock()
  const order = ref<Order>(localStorage.getItem('wg-order') === 'due' ? 'due' : 'walk')
  watch(order, (now) => localStorage.setItem('wg-order', now))
  /** The way is laid out anew by the minute, not by the second: a list must not jump under the thumb. */
  const minute = computed(() => Math.floor(server.now.value / 60_000) * 60_000)
  const rows = computed(() => {
    const found = tasks.data.value?.items ?? []
    if (!staff.value) return found
    return order.value === 'walk' ? walked(found, here.value, minute.value) : byDue(found, minute.value)
  })
  return { order, rows, here }
}
