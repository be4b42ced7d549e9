// Plays every case with a stock client and prints what the page would have seen, as JSON.
// Usage: node vN/driver.mjs BASE_URL

const AUTHORIZATION = { authorization: 'Bearer good' };

// Re-chunks a response: into single bytes, or cut off after the first text.
function bending(bend) {
  return async (url, options) => {
    const response = await fetch(url, options);
    if (!response.ok || !response.body || !bend) return response;
    let seen = '';
    const decoder = new TextDecoder();
    const stream = new TransformStream({
      transform(chunk, controller) {
        if (bend === 'bytes') for (const byte of chunk) controller.enqueue(new Uint8Array([byte]));
        else {
          seen += decoder.decode(chunk, { stream: true });
          controller.enqueue(chunk);
          if (seen.includes('text-delta')) controller.error(new TypeError('terminated'));
        }
      },
    });
    return new Response(response.body.pipeThrough(stream), {
      status: response.status,
      headers: response.headers,
    });
  };
}

function client({ Chat, DefaultChatTransport }, base, { id, bend, headers, messages }) {
  const seen = { data: [], errors: [], finishes: 0 };
  const chat = new Chat({
    id,
    messages: messages ?? [],
    transport: new DefaultChatTransport({
      api: `${base}/chat`,
      headers: headers ?? AUTHORIZATION,
      fetch: bending(bend),
    }),
    onData: (part) => seen.data.push(part),
    onError: (error) => seen.errors.push(error.message),
    onFinish: () => (seen.finishes += 1),
  });
  return { chat, seen };
}

function report({ chat, seen }) {
  return { status: chat.status, messages: chat.messages, error: chat.error?.message ?? null, ...seen };
}

// Streams no server may send: a suite that accepts them would prove nothing.
const FORBIDDEN = {
  'unknown-type': '{"type":"steering"}',
  'null-field': '{"type":"finish","finishReason":null}',
  'delta-without-start': '{"type":"text-delta","id":"t","delta":"x"}',
};

async function playForbidden({ Chat, DefaultChatTransport }, part) {
  const body = `data: {"type":"start","messageId":"m"}\n\ndata: ${part}\n\ndata: [DONE]\n\n`;
  const fake = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  const chat = new Chat({ id: 'x', transport: new DefaultChatTransport({ fetch: fake }) });
  await chat.sendMessage({ text: 'x' });
  return chat.status;
}

export async function play(sdk) {
  const base = process.argv[2];
  const results = {};
  for (const id of [
    'text', 'build', 'tool', 'error-before', 'error-after', 'refusal', 'length', 'heartbeat', 'stop',
  ]) {
    const one = client(sdk, base, { id });
    await one.chat.sendMessage({ text: id === 'build' ? 'build it' : id });
    results[id] = report(one);
  }
  const bytes = client(sdk, base, { id: 'bytes', bend: 'bytes' });
  await bytes.chat.sendMessage({ text: 'bytes' });
  results.bytes = report(bytes);

  const cut = client(sdk, base, { id: 'cut', bend: 'cut' });
  await cut.chat.sendMessage({ text: 'cut' });
  results.cut = report(cut);
  const again = client(sdk, base, { id: 'cut', messages: structuredClone(cut.chat.messages) });
  await again.chat.resumeStream();
  results.resumed = report(again);

  const idle = client(sdk, base, { id: 'text' });
  await idle.chat.resumeStream();
  results.idle = report(idle);

  const forged = client(sdk, base, { id: 'text', headers: { authorization: 'Bearer bad' } });
  await forged.chat.sendMessage({ text: 'text' });
  results.forged = report(forged);
  const unknown = client(sdk, base, { id: 'unknown' });
  await unknown.chat.sendMessage({ text: 'text' });
  results.unknown = report(unknown);
  results.forbidden = {};
  for (const [name, part] of Object.entries(FORBIDDEN))
    results.forbidden[name] = await playForbidden(sdk, part);
  console.log(JSON.stringify(results));
}
