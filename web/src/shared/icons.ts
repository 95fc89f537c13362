// Icons by the names the server uses (Tabler Icons, MIT). Only those listed are shipped; an unknown name shows a plain dot.
import {
  IconActivity, IconAlertCircle, IconAlertTriangle, IconAngle, IconArrowBackUp, IconArrowMerge, IconBell, IconBellOff, IconBike, IconBolt,
  IconBuilding, IconBuildingCommunity, IconBuildingStore, IconBulb, IconCalendar, IconCamera, IconCar, IconChartLine, IconCheck, IconChevronDown,
  IconChevronRight, IconCircleCheck, IconCircleDot, IconCircleX, IconClipboardCheck, IconClipboardList, IconClock, IconClockPause,
  IconCompass, IconCrane, IconDeviceCctv, IconDeviceMobile, IconDevices, IconDroplet, IconEye, IconEyeCheck, IconEyeOff, IconFile, IconFileCheck,
  IconFilePlus, IconFlame, IconFocusCentered, IconGavel, IconGridDots, IconHammer, IconHistory, IconHome, IconKeyboard, IconInfoCircle, IconLanguage,
  IconLeaf, IconLink, IconList, IconLogin2, IconLogout, IconMap, IconMapPin, IconMessage, IconMoodCheck, IconNote, IconNotes, IconPaperclip,
  IconParkingOff, IconPhone, IconPhoto, IconPlayerPause, IconPlugConnected, IconPlugConnectedX, IconPlus, IconRecycle, IconRefresh,
  IconRoad, IconRulerMeasure, IconRouteAltRight, IconRun, IconSearch, IconSend, IconSettings, IconShieldCheck, IconSpeakerphone, IconStack2, IconTag,
  IconTemperature, IconTool, IconTrafficCone, IconTrash, IconTree, IconUser, IconUserCheck, IconUsers, IconVolume, IconVolumeOff, IconWalk, IconWall,
  IconWifiOff, IconWind, IconX, IconMoon, IconSun, IconExternalLink, IconCloudUpload, IconCloudCheck, IconArrowLeft, IconDownload, IconGhost2, IconHandStop,
  IconPlayerPlay, IconArrowRight, IconFileText, IconScale, IconMicrophone, IconLifebuoy, IconQrcode, IconStar,
} from '@tabler/icons-vue'
import type { Component } from 'vue'

const BY_NAME: Record<string, Component> = {
  activity: IconActivity, 'ruler-measure': IconRulerMeasure,
  'alert-circle': IconAlertCircle, 'alert-triangle': IconAlertTriangle, angle: IconAngle, 'arrow-back-up': IconArrowBackUp,
  'arrow-merge': IconArrowMerge, bell: IconBell, 'bell-off': IconBellOff, bike: IconBike, bolt: IconBolt, building: IconBuilding,
  'building-community': IconBuildingCommunity, 'building-store': IconBuildingStore, storefront: IconBuildingStore, bulb: IconBulb,
  calendar: IconCalendar, camera: IconCamera, car: IconCar, 'chart-line': IconChartLine, check: IconCheck, 'chevron-down': IconChevronDown,
  'chevron-right': IconChevronRight, 'circle-check': IconCircleCheck, 'circle-x': IconCircleX, 'clipboard-check': IconClipboardCheck,
  'clipboard-list': IconClipboardList, clock: IconClock, 'clock-pause': IconClockPause, compass: IconCompass, crane: IconCrane,
  'device-cctv': IconDeviceCctv, 'device-mobile': IconDeviceMobile, devices: IconDevices, droplet: IconDroplet, eye: IconEye,
  'eye-check': IconEyeCheck, 'eye-off': IconEyeOff, file: IconFile, 'file-check': IconFileCheck, 'file-plus': IconFilePlus, flame: IconFlame,
  focus: IconFocusCentered, gavel: IconGavel, grid: IconGridDots, hammer: IconHammer, history: IconHistory, home: IconHome, keyboard: IconKeyboard,
  'info-circle': IconInfoCircle, language: IconLanguage, leaf: IconLeaf, link: IconLink, list: IconList, login: IconLogin2,
  logout: IconLogout, map: IconMap, 'map-pin': IconMapPin, message: IconMessage, 'mood-check': IconMoodCheck, note: IconNote, notes: IconNotes,
  paperclip: IconPaperclip, 'parking-off': IconParkingOff, phone: IconPhone, photo: IconPhoto, 'player-pause': IconPlayerPause,
  'plug-connected': IconPlugConnected, 'plug-connected-x': IconPlugConnectedX, plus: IconPlus, recycle: IconRecycle,
  refresh: IconRefresh, road: IconRoad, route: IconRouteAltRight, run: IconRun, search: IconSearch, send: IconSend,
  settings: IconSettings, 'shield-check': IconShieldCheck, speakerphone: IconSpeakerphone, 'stack-2': IconStack2, tag: IconTag,
  temperature: IconTemperature, tool: IconTool, 'traffic-cone': IconTrafficCone, trash: IconTrash, tree: IconTree, user: IconUser,
  'user-check': IconUserCheck, users: IconUsers, volume: IconVolume, 'volume-off': IconVolumeOff, walk: IconWalk, wall: IconWall, 'wifi-off': IconWifiOff,
  wind: IconWind, x: IconX, moon: IconMoon, sun: IconSun, 'external-link': IconExternalLink, 'cloud-upload': IconCloudUpload, 'cloud-check': IconCloudCheck,
  'arrow-left': IconArrowLeft, download: IconDownload, ghost: IconGhost2, 'hand-stop': IconHandStop,
  microphone: IconMicrophone, lifebuoy: IconLifebuoy, qrcode: IconQrcode, star: IconStar, 'player-play': IconPlayerPlay, 'arrow-right': IconArrowRight, 'file-text': IconFileText, scale: IconScale,
}

export const iconNamed = (name: string | null | undefined): Component => BY_NAME[name ?? ''] ?? IconCircleDot
export const iconKnown = (name: string): boolean => name in BY_NAME
