export interface CaseCounts {
  passed: number;
  failed: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * Test cases passed and failed by vitest's JSON report. A file that failed without a failed case (it did not load,
 * or its set-up broke) counts as one failure, and so does a missing report or one without a single case.
 */
export function countCases(reportText: string | null): CaseCounts {
  if (reportText === null) return { passed: 0, failed: 1 };
  const report = JSON.parse(reportText) as VitestReport;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed"),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  if (report.numPassedTests + failed === 0) return { passed: 0, failed: 1 };
  return { passed: report.numPassedTests, failed };
}
