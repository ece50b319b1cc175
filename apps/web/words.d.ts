/** The English words are the type of every key: a word that is not there does not compile. */
import 'i18next'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    web: typeof import('./locales/en.json')
    ui: typeof import('#ui/locales/en.json')
    'base-audit': typeof import('#base-audit/locales/en.json')
    history: typeof import('#history/locales/en.json')
    'lifetime-value': typeof import('#lifetime-value/locales/en.json')
  }
}
