import type { Page } from "playwright-core";

/** Fills the form of one operation on the documentation page, sends it and reads the answer. */
export async function tryOut(
  page: Page,
  operation: string,
  fields: Record<string, string>,
): Promise<{ code: number; data: unknown; error?: string }> {
  const form = page.getByTestId(`send-${operation}`);
  if (!(await form.isVisible())) await page.getByTestId(`try-${operation}`).click();
  for (const [name, value] of Object.entries(fields))
    await page.getByTestId(`field-${operation}-${name}`).fill(value);
  const answered = page.waitForResponse((response) => response.url().includes("/api/v2/"));
  await form.click();
  await answered;
  const answer = page.getByTestId(`answer-${operation}`);
  await answer.waitFor();
  const text = (await answer.textContent()) ?? "";
  return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as {
    code: number;
    data: unknown;
  };
}
