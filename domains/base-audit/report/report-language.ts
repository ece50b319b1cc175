/** The words of the report. */
import { englishReport, type ReportLanguage } from '#ui/report/reader.ts'
import english from '../locales/en.json' with { type: 'json' }

/** The report's English. */
export function auditReportLanguage(): Promise<ReportLanguage> {
  return englishReport(english)
}
