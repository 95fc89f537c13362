// Entry of the desk (/desk).
import { startApp } from '@/shared/app'
import { keptTheme } from '@/shared/theme'
import en from '@/locales/en/console.json'
import enEvaluation from '@/locales/en/evaluation.json'
import enEmergency from '@/locales/en/emergency.json'
import zhEmergency from '@/locales/zh/emergency.json'
import enCasefile from '@/locales/en/casefile.json'
import enDuty from '@/locales/en/duty.json'
import enEnforce from '@/locales/en/enforce.json'
import enHotline from '@/locales/en/hotline.json'
import enInhibition from '@/locales/en/inhibition.json'
import enIntake from '@/locales/en/intake.json'
import enJoint from '@/locales/en/joint.json'
import enLife from '@/locales/en/life.json'
import enRouting from '@/locales/en/routing.json'
import enOffice from '@/locales/en/office.json'
import zhOffice from '@/locales/zh/office.json'
import enOffer from '@/locales/en/offer.json'
import enPlaces from '@/locales/en/places.json'
import enVitals from '@/locales/en/vitals.json'
import zh from '@/locales/zh/console.json'
import zhEvaluation from '@/locales/zh/evaluation.json'
import zhCasefile from '@/locales/zh/casefile.json'
import zhDuty from '@/locales/zh/duty.json'
import zhEnforce from '@/locales/zh/enforce.json'
import zhHotline from '@/locales/zh/hotline.json'
import zhInhibition from '@/locales/zh/inhibition.json'
import zhIntake from '@/locales/zh/intake.json'
import zhJoint from '@/locales/zh/joint.json'
import zhLife from '@/locales/zh/life.json'
import zhRouting from '@/locales/zh/routing.json'
import zhOffer from '@/locales/zh/offer.json'
import zhPlaces from '@/locales/zh/places.json'
import zhVitals from '@/locales/zh/vitals.json'
import enSpots from '@/locales/en/spots.json'
import zhSpots from '@/locales/zh/spots.json'
import App from './App.vue'
import { router } from './router'

const more = {
  emergency: { zh: zhEmergency, en: enEmergency },
  enforce: { zh: zhEnforce, en: enEnforce },
  casefile: { zh: zhCasefile, en: enCasefile },
  evaluation: { zh: zhEvaluation, en: enEvaluation },
  duty: { zh: zhDuty, en: enDuty },
  hotline: { zh: zhHotline, en: enHotline },
  inhibition: { zh: zhInhibition, en: enInhibition },
  intake: { zh: zhIntake, en: enIntake },
  life: { zh: zhLife, en: enLife },
  routing: { zh: zhRouting, en: enRouting },
  joint: { zh: zhJoint, en: enJoint },
  spots: { zh: zhSpots, en: enSpots },
  office: { zh: zhOffice, en: enOffice },
  offer: { zh: zhOffer, en: enOffer },
  places: { zh: zhPlaces, en: enPlaces },
  vitals: { zh: zhVitals, en: enVitals },
}
startApp({ area: 'console', root: App, words: { zh, en }, more, theme: keptTheme() ?? 'light', router })
