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
    { path: '/device/:id', name: 'device-page', component: () => import('./vitals/DevicePage.vue'), props: true },
    { path: '/buildings/:code', name: 'building', component: () => import('./vitals/BuildingPage.vue'), props: true },
    { path: '/fleet', name: 'fleet', component: () => import('./vitals/FleetPage.vue') },
    { path: '/register', name: 'register', component: () => import('./vitals/RegisterPage.vue') },
    { path: '/zones/:id', name: 'zones', component: () => import('./vitals/ZonesPage.vue'), props: true },
    { path: '/review', name: 'review', component: () => import('./review/ReviewPage.vue') },
    { path: '/precision', name: 'precision', component: () => import('./review/PrecisionPage.vue') },
    { path: '/quarantine', name: 'quarantine', component: () => import('./quarantine/Quarantine.vue') },
    { path: '/quarantine/:id', name: 'quarantined', component: () => import('./quarantine/Quarantine.vue'), props: true },
    { path: '/silences', name: 'silences', component: () => import('./silences/Silences.vue') },
    { path: '/hotline', name: 'hotline', component: () => import('./hotline/Hotline.vue') },
    { path: '/hotline/:id', name: 'hotline-order', component: () => import('./hotline/Hotline.vue'), props: true },
    { path: '/duty', name: 'duty', component: () => import('./duty/Duty.vue') },
    { path: '/routing', name: 'routing', component: () => import('./routing/Routing.vue') },
    { path: '/spots', name: 'spots', component: () => import('./spots/Spots.vue') },
    { path: '/spots/:id', name: 'spot', component: () => import('./spots/SpotPage.vue'), props: true },
    { path: '/scenarios', name: 'scenarios', component: () => import('./scenarios/Scenarios.vue') },
    { path: '/scenarios/:id', name: 'scenario', component: () => import('./scenarios/try/TryPage.vue'), props: true },
    { path: '/:rest(.*)*', redirect: '/cases' },
  ],
})
