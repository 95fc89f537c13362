// Addresses of the desk.
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/desk'),
  routes: [
    { path: '/', redirect: '/cases' },
    { path: '/cases', name: 'cases', component: () => import('./cases/Worklist.vue') },
    { path: '/cases/:id', name: 'case', component: () => import('./cases/CasePage.vue'), props: true },
    { path: '/warnings', name: 'warnings', component: () => import('./warnings/Warnings.vue') },
    { path: '/warnings/:id', name: 'warning', component: () => import('./warnings/Warnings.vue'), props: true },
    { path: '/devices', name: 'devices', component: () => import('./devices/Devices.vue') },
    { path: '/devices/:id', name: 'device', component: () => import('./devices/Devices.vue'), props: true },
    { path: '/quarantine', name: 'quarantine', component: () => import('./quarantine/Quarantine.vue') },
    { path: '/quarantine/:id', name: 'quarantined', component: () => import('./quarantine/Quarantine.vue'), props: true },
    { path: '/scenarios', name: 'scenarios', component: () => import('./scenarios/Scenarios.vue') },
    { path: '/:rest(.*)*', redirect: '/cases' },
  ],
})
