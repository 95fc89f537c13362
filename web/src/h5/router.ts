// Addresses of the phone page.
import { createRouter, createWebHistory } from 'vue-router'

const pages = {
  today: () => import('./Today.vue'),
  reports: () => import('./Reports.vue'),
  map: () => import('./MapPage.vue'),
  report: () => import('./Report.vue'),
  notices: () => import('./Notices.vue'),
  me: () => import('./Me.vue'),
  warning: () => import('./WarningPage.vue'),
  case: () => import('./Act.vue'),
  handover: () => import('./HandOver.vue'),
  paper: () => import('./PaperPage.vue'),
  call: () => import('./CallPage.vue'),
  meeting: () => import('./MeetingPage.vue'),
  segment: () => import('./Segment.vue'),
  help: () => import('./Help.vue'),
  emergency: () => import('./EmergencyDuty.vue'),
  spot: () => import('./SpotCheck.vue'),
  install: () => import('./Install.vue'),
}
/** All of them, to be there before they are wanted: where there is no network nothing can be loaded. */
export const lazyPages: (() => Promise<unknown>)[] = Object.values(pages)

export const router = createRouter({
  history: createWebHistory('/m'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'today', component: pages.today, meta: { tab: 'today' } },
    { path: '/mine', name: 'reports', component: pages.reports, meta: { tab: 'reports' } },
    { path: '/map', name: 'map', component: pages.map, meta: { tab: 'map', verb: 'case.list' } },
    { path: '/report', name: 'report', component: pages.report, meta: { verb: 'case.report' } },
    { path: '/notices', name: 'notices', component: pages.notices, meta: { tab: 'notices' } },
    { path: '/me', name: 'me', component: pages.me, meta: { tab: 'me' } },
    { path: '/warnings/:id', name: 'warning', component: pages.warning, props: true, meta: { verb: 'warning.list' } },
    { path: '/cases/:id', name: 'case', component: pages.case, props: (route) => ({ id: route.params['id'], move: route.query['move'] }), meta: { verb: 'case.list' } },
    { path: '/handover', name: 'handover', component: pages.handover, meta: { verb: 'handover.make' } },
    { path: '/papers/:id', name: 'paper', component: pages.paper, props: true, meta: { verb: 'paper.list' } },
    { path: '/calls/:id', name: 'call', component: pages.call, props: true, meta: { verb: 'call.list' } },
    { path: '/meetings/:id', name: 'meeting', component: pages.meeting, props: true, meta: { verb: 'meeting.read' } },
    { path: '/segment', name: 'segment', component: pages.segment, meta: { tab: 'today' } },
    { path: '/help', name: 'help', component: pages.help, meta: { verb: 'call.send' } },
    { path: '/emergency/:id', name: 'emergency', component: pages.emergency, props: true, meta: { verb: 'emergency.do' } },
    { path: '/spots/:id', name: 'spot', component: pages.spot, props: true, meta: { verb: 'spot.check' } },
    { path: '/install', name: 'install', component: pages.install, meta: { verb: 'device.install' } },
    { path: '/install/:code', name: 'install-one', component: pages.install, props: true, meta: { verb: 'device.install' } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
