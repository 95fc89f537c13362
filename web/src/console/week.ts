// The names of the days of the week, Monday first, in the reader's language.
export { weekdays as weekNames } from '@/shared/format'
