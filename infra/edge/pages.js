// What a visitor asks for → the file that has it. CloudFront runs this for every request but
// those to /api/*, in its JavaScript runtime 2.0, before it looks into its cache.
//
// The store has one value that counts, `release`: “pages+policies@host”. `pages` is the release
// that visitors see. `policies` is the one whose policies they see, where that is another: going
// back to earlier pages takes no policy back. Without it, and without a host, the value is shorter.
// `moved:<release>:<path>` is the new address of a page that has another one now.
import cf from 'cloudfront';

const store = cf.kvs();

// Letters, digits and what addresses of the shop are made of: no empty step, no “..”, nothing
// encoded. What else is asked for has no file, and no address is ever made of it.
const SOUND = /^\/(?:\.well-known\/)?(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?$/;
// A key of the store has 512 bytes at most.
const LONGEST = 400;

// Names that carry their content: they are shared by all releases, so that a page of any of them
// finds what it asks for.
const SHARED = /^\/(?:static|pictures|search\/(?:cards|texts|words))\//;

// A page without its slash: files have a dot, or capital letters.
const UNFINISHED = /\/[a-z0-9-]+$/;

async function handler(event) {
    const request = event.request;
    const path = request.uri;
    const shown = await known('release');
    if (!shown) return notOpen();

    const at = shown.split('@');
    const releases = at[0].split('+');
    const sound = path.length <= LONGEST && SOUND.test(path);

    const asked = request.headers.host ? request.headers.host.value.toLowerCase() : '';
    if (at[1] && asked !== at[1]) return moveTo(`https://${at[1]}${sound ? path : '/'}`, request);

    if (!sound) return file(request, `/releases/${releases[0]}/not-there`);
    if (SHARED.test(path)) return file(request, `/assets${path}`);
    if (path.endsWith('/index.html')) return moveTo(path.slice(0, -10), request);
    if (UNFINISHED.test(path)) return moveTo(`${path}/`, request);

    if (path.endsWith('/')) {
        const address = await known(`moved:${releases[0]}:${path}`);
        if (address) return moveTo(address, request);
    }
    const release = path.startsWith('/policies/') && releases[1] ? releases[1] : releases[0];
    return file(request, `/releases/${release}${path}${path.endsWith('/') ? 'index.html' : ''}`);
}

// The value of a key; an empty string where there is none, or the store doesn't answer.
async function known(key) {
    try {
        return await store.get(key);
    } catch (error) {
        return '';
    }
}

function file(request, uri) {
    request.uri = uri;
    return request;
}

// What stands behind the question mark goes along: a search, a filter, a variant. Tokens are never
// among it, as pages that take one are under /api/.
function moveTo(address, request) {
    const query = request.rawQueryString();
    return {
        statusCode: 301,
        statusDescription: 'Moved Permanently',
        headers: {
            location: { value: query ? `${address}?${query}` : address },
            // Not for ever: a shop that goes back may need the old address again.
            'cache-control': { value: 'public, max-age=3600' },
        },
    };
}

function notOpen() {
    return {
        statusCode: 503,
        statusDescription: 'Service Unavailable',
        headers: {
            'cache-control': { value: 'no-store' },
            'content-type': { value: 'text/plain; charset=utf-8' },
            'retry-after': { value: '60' },
        },
        body: 'The shop isn\u2019t open just now. Please come back in a minute.\n',
    };
}
