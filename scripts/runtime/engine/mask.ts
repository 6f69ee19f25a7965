/**
 * Keeps secrets out of messages: whatever a vendor or a library repeats, the values of secret settings do not reach
 * Segment's Event Delivery.
 */

/**
 * @param text - a message
 * @param secrets - the values of a function's secret settings
 * @returns the message with `[secret]` for each of them, also where it stands URL-encoded or in Basic authorization
 */
export function mask(text: string, secrets: string[]): string {
  const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf)
  if (forms.length === 0) return text
  // Longest first: a short secret may be part of a longer one. In one go, so that no mark is masked again.
  const pattern = forms
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('|')
  return text.replace(new RegExp(pattern, 'g'), '[secret]')
}

function formsOf(secret: string): string[] {
  const forms = [secret, ...base64Forms(secret)]
  try {
    forms.push(encodeURIComponent(secret))
  } catch {
    // Half a character has no encoded form, so there is none to hide.
  }
  return forms
}

/**
 * The three ways a text can stand inside base64, by its offset: without the characters that its neighbours decide. Short
 * secrets leave too little to be told from other words.
 */
function base64Forms(secret: string): string[] {
  const shortest = 8
  return [0, 1, 2]
    .map((offset) => {
      const bytes = Buffer.from('\0'.repeat(offset) + secret)
      return bytes.toString('base64').slice(Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3))
    })
    .filter((form) => form.length >= shortest)
}
