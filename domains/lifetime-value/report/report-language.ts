/** The words of the report: those of the pages, and its own, which no page has to load. */
import history from '#history/locales/en.json' with { type: 'json' }
import { englishReport, type ReportLanguage } from '#ui/report/reader.ts'
import english from '../locales/en.json' with { type: 'json' }
import report from '../locales/report.en.json' with { type: 'json' }

/** The report's English. */
export function reportLanguage(): Promise<ReportLanguage> {
  return englishReport({ ...english, report }, { history })
}
