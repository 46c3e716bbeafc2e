/* <piece-gallery sheet="…"> around links to a piece's pictures opens them large in a dialog.
   Without it each link leads to its picture. What the dialog needs is loaded when it is opened. */

class PieceGallery extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link);
    });
  }

  async open(link) {
    try {
      const { zoom } = await import("./zoom.js");
      await this.dress();
      zoom([...this.querySelectorAll("a")], link);
    } catch {
      location.href = link.href;
    }
  }

  /* The dialog's own sheet, once. */
  dress() {
    this.dressed ??= new Promise((done, fail) => {
      const sheet = document.createElement("link");
      Object.assign(sheet, { rel: "stylesheet", href: this.getAttribute("sheet"), onload: done, onerror: fail });
      document.head.append(sheet);
    });
    return this.dressed;
  }
}

customElements.define("piece-gallery", PieceGallery);
