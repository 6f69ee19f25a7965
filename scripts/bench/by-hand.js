/* global ValidationError, EventNotSupported */
/* eslint-disable @typescript-eslint/no-unused-vars -- Segment calls onTrack */
/**
 * The measure of what is possible: the events of the bench, as somebody writes them down in Segment's editor. The payloads
 * are those of the compiled function, without its checks; sending does nothing, as in the idle destination.
 */
async function onTrack(event, settings) {
  if (!settings.apiKey) throw new ValidationError('API Key is missing.')
  if (event.event === 'Sign Up') await send(leadOf(event))
  else if (event.event === 'Order Completed') await send(saleOf(event))
  else throw new EventNotSupported(event.event)
}

function leadOf({ event, userId, properties = {}, context = {} }) {
  return {
    clickId: context.traits?.clickId || properties.clickId,
    eventName: event,
    customerExternalId: userId,
    customerName: context.traits?.name || properties.name,
    customerEmail: context.traits?.email || properties.email,
    customerAvatar: context.traits?.avatar || properties.avatar,
    eventQuantity: properties.quantity,
    metadata: { ...properties }
  }
}

function saleOf({ event, userId, properties = {}, context = {}, messageId }) {
  return {
    customerExternalId: userId,
    amount: properties.revenue,
    currency: properties.currency,
    paymentProcessor: properties.payment_processor || properties.paymentProcessor,
    eventName: event,
    leadEventName: properties.lead_event_name || properties.leadEventName,
    invoiceId: properties.order_id || properties.orderId || messageId,
    metadata: { ...properties },
    clickId: context.traits?.clickId || properties.clickId,
    customerName: context.traits?.name || properties.name,
    customerEmail: context.traits?.email || properties.email,
    customerAvatar: context.traits?.avatar || properties.avatar
  }
}

const send = () => Promise.resolve()
