// Addresses of the desk.
import { createRouter, createWebHistory } from 'vue-router'
import Home from './Home.vue'

export const router = createRouter({
  history: createWebHistory('/desk'),
  routes: [{ path: '/:rest(.*)*', component: Home }],
})
