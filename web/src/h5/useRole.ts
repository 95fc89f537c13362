// Who holds the phone: staff of the street, a resident or a merchant; the pages differ in what comes first.
import { computed } from 'vue'
import { isStaff, useMe } from '@/shared/me'

export function useRole() {
  const { me } = useMe()
  const roles = computed(() => (me.value?.posts ?? []).map((post) => post.role))
  const staff = computed(() => isStaff(me.value))
  const merchant = computed(() => !staff.value && roles.value.includes('merchant'))
  return { me, staff, merchant }
}
