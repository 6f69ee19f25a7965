/** What the calls of TemplateTitle have in common. */

export const api = 'TemplateAddress'
