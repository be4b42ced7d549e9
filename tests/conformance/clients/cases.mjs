// Plays every case with a stock client and prints what the page would have seen, as JSON.
// Usage: node vN/driver.mjs BASE_URL

const AUTHORIZATION = { authorization: 'Bearer good' };

// Keeps the raw bytes of a response, may re-chunk it into single bytes, and can cut the connection.
function listening(bend, { raw, cuts }) {
  return async (url, options) => {
    const response = await fetch(url, options);
    if (!response.ok || !response.body) return response;
    const index = raw.push('') - 1;
    const decoder = new TextDecoder();
    const stream = new TransformStream({
      start(controller) {
        cuts.push(() => controller.error(new TypeError('terminated')));
      },
      transform(chunk, controller) {
        raw[index] += decoder.decode(chunk, { stream: true });
        if (bend === 'bytes') for (const byte of chunk) controller.enqueue(new Uint8Array([byte]));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(stream), {
      status: response.status,
      headers: response.headers,
    });
  };
}

function client({ Chat, DefaultChatTransport }, base, { id, bend, headers, messages }) {
  const seen = { data: [], errors: [], ends: [], raw: [], cuts: [] };
  const chat = new Chat({
    id,
    messages: messages ?? [],
    transport: new DefaultChatTransport({
      api: `${base}/chat`,
      headers: headers ?? AUTHORIZATION,
      fetch: listening(bend, seen),
    }),
    onData: (part) => seen.data.push(structuredClone(part)),
    onError: (error) => seen.errors.push(error.message),
    onFinish: ({ message, isAbort, isDisconnect, isError }) =>
      seen.ends.push({ id: message.id, isAbort, isDisconnect, isError }),
  });
  return { chat, seen };
}

function report({ chat, seen }) {
  delete seen.cuts;
  return { status: chat.status, messages: chat.messages, error: chat.error?.message ?? null, ...seen };
}

// Streams no server may send: a suite that accepts them would prove nothing.
const FORBIDDEN = {
  'unknown-type': '{"type":"steering"}',
  'null-field': '{"type":"finish","finishReason":null}',
  'delta-without-start': '{"type":"text-delta","id":"t","delta":"x"}',
  'reset-step': '{"type":"reset-step"}',
};

async function playForbidden({ Chat, DefaultChatTransport }, part) {
  const body = `data: {"type":"start","messageId":"m"}\n\ndata: ${part}\n\ndata: [DONE]\n\n`;
  const fake = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  const chat = new Chat({ id: 'x', transport: new DefaultChatTransport({ fetch: fake }) });
  await chat.sendMessage({ text: 'x' });
  return chat.status;
}

async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function shows(chat, text) {
  const parts = chat.messages.at(-1)?.role === 'assistant' ? chat.messages.at(-1).parts : [];
  return parts.some((part) => part.type === 'text' && part.text === text);
}

export async function play(sdk) {
  const base = process.argv[2];
  const results = {};
  const say = async (name, options = {}, text = name) => {
    const one = client(sdk, base, { id: name, ...options });
    await one.chat.sendMessage({ text });
    results[name] = report(one);
    return one;
  };
  for (const name of [
    'text', 'tool', 'error-before', 'error-after', 'refusal', 'length', 'heartbeat', 'save-fails',
  ])
    await say(name);
  await say('build', {}, 'build it');
  await say('workout', {}, 'workout 5 km in 24:10');
  await say('bytes', { bend: 'bytes' });

  // As an app does it: the stop route, because behind Lambda nobody notices a closed socket.
  const stopping = client(sdk, base, { id: 'stop' });
  const sent = stopping.chat.sendMessage({ text: 'stop' });
  await until(() => shows(stopping.chat, 'So far.'));
  await fetch(`${base}/chat/stop/stop`, { method: 'POST', headers: AUTHORIZATION });
  await sent;
  results.stop = report(stopping);

  const cut = client(sdk, base, { id: 'cut' });
  const lost = cut.chat.sendMessage({ text: 'cut' });
  await until(() => shows(cut.chat, 'First '));
  cut.seen.cuts[0]();
  await lost;
  results.cut = report(cut);
  // A page that was loaded anew: the stored partial answer is on it, under the same id.
  const again = client(sdk, base, { id: 'cut', messages: structuredClone(cut.chat.messages) });
  await again.chat.resumeStream();
  results.resumed = report(again);

  const idle = client(sdk, base, { id: 'text' });
  await idle.chat.resumeStream();
  results.idle = report(idle);

  await say('forged', { id: 'text', headers: { authorization: 'Bearer bad' } });
  await say('unknown');
  await say('spent');
  await say('too-long', { id: 'text' }, 'x'.repeat(20001));
  const first = client(sdk, base, { id: 'busy' });
  const running = first.chat.sendMessage({ text: 'busy' });
  await until(() => first.seen.raw.length > 0);
  await say('second', { id: 'busy' });
  await fetch(`${base}/chat/busy/stop`, { method: 'POST', headers: AUTHORIZATION });
  await running;
  results.busy = report(first);

  results.forbidden = {};
  for (const [name, part] of Object.entries(FORBIDDEN))
    results.forbidden[name] = await playForbidden(sdk, part);
  console.log(JSON.stringify(results));
}
