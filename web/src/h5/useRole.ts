// Who holds the phone: staff of the street, a resident or a merchant; the pages differ in what comes first.
import { computed } from 'vue'
import { useMe } from '@/shared/me'

const CITIZENS = ['resident', 'merchant']

export function useRole() {
  const { me } = useMe()
  const roles = computed(() => (me.value?.posts ?? []).map((post) => post.role))
  const staff = computed(() => roles.value.some((role) => !CITIZENS.includes(role)))
  const merchant = computed(() => !staff.value && roles.value.includes('merchant'))
  return { me, staff, merchant }
}
