/** Receives every body, and does nothing with it: what a bomb costs before anybody has looked at it. */
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  maxRequestBodySize: Number.MAX_SAFE_INTEGER,
  development: false,
  async fetch(request) {
    if (Number(request.headers.get('content-length') ?? 0) < 2 ** 30) await request.arrayBuffer();
    return new Response(null, { status: 400 });
  },
});
console.log(server.port);
