import cf from 'cloudfront';

// From a page's address to its file in the release that visitors see.
async function handler(event) {
  const release = await cf.kvs().get('release');
  const uri = event.request.uri;
  event.request.uri = `/releases/${release}${uri.endsWith('/') ? `${uri}index.html` : uri}`;
  return event.request;
}
