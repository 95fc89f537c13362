// Addresses of the phone page.
import { createRouter, createWebHistory } from 'vue-router'
import Home from './Home.vue'

export const router = createRouter({
  history: createWebHistory('/m'),
  routes: [{ path: '/:rest(.*)*', component: Home }],
})
