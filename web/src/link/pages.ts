// What a link may open, by its purpose: one page each, loaded when it is needed. A module that issues links adds its line here.
import type { Component } from 'vue'

export const PAGES: Record<string, () => Promise<{ default: Component }>> = {
  paper: () => import('./pages/PaperPage.vue'),
  offsite: () => import('./pages/OffsitePage.vue'),
  transfer: () => import('./pages/TransferPage.vue'),
  report: () => import('./pages/ReportPage.vue'),
  follow: () => import('./pages/FollowPage.vue'),
  call: () => import('./CallPage.vue'),
}
