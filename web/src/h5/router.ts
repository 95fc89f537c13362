// Addresses of the phone page.
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/m'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'today', component: () => import('./Today.vue'), meta: { tab: 'today' } },
    { path: '/mine', name: 'reports', component: () => import('./Reports.vue'), meta: { tab: 'reports' } },
    { path: '/report', name: 'report', component: () => import('./Report.vue') },
    { path: '/notices', name: 'notices', component: () => import('./Notices.vue'), meta: { tab: 'notices' } },
    { path: '/me', name: 'me', component: () => import('./Me.vue'), meta: { tab: 'me' } },
    { path: '/warnings/:id', name: 'warning', component: () => import('./WarningPage.vue'), props: true },
    { path: '/cases/:id', name: 'case', component: () => import('./Act.vue'), props: true },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
