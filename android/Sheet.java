// Puts the app's screenshots on one sheet: java Sheet.java SCREENSHOTS OUT.png
// Light and dark beside each other for each state; colours are reduced to a palette, so that the file stays small.

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

class Sheet {
    // Which states, in the order of a person's way through the app; and in which variant.
    static final List<String> SHOWN = List.of(
        "list-empty.light", "lock-new.light", "add.light", "scan-ask.light", "scan-open.light", "scan-refused.light",
        "preview-work.light", "notifications.light",
        "list-codes.light", "list-codes.dark", "list-waiting.light", "list-notes.light", "request-typed.light",
        "request-typed.dark", "request-other-country.light", "request-unlock-passcode.light",
        "request-end-approved.light", "request-end-wrong.dark", "request-ask-report.light", "request-end-reported.light",
        "lock-phone.dark", "account-push.light", "settings.dark", "request-typed.nl");
    static final int COLUMNS = 8;
    static final int WIDTH = 216;
    static final int HEIGHT = 468;
    static final int GAP = 16;
    static final int LABEL = 22;

    public static void main(String[] arguments) throws IOException {
        int rows = (SHOWN.size() + COLUMNS - 1) / COLUMNS;
        var sheet = new BufferedImage(GAP + COLUMNS * (WIDTH + GAP), GAP + rows * (HEIGHT + LABEL + GAP), BufferedImage.TYPE_INT_RGB);
        var to = sheet.createGraphics();
        to.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        to.setColor(new Color(0xE9ECE8));
        to.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        to.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        for (int place = 0; place < SHOWN.size(); place++) {
            int x = GAP + place % COLUMNS * (WIDTH + GAP);
            int y = GAP + place / COLUMNS * (HEIGHT + LABEL + GAP);
            draw(to, new File(arguments[0], SHOWN.get(place) + ".png"), SHOWN.get(place), x, y);
        }
        to.dispose();
        ImageIO.write(reduced(sheet), "png", new File(arguments[1]));
    }

    static void draw(Graphics2D to, File file, String name, int x, int y) throws IOException {
        to.drawImage(ImageIO.read(file).getScaledInstance(WIDTH, HEIGHT, Image.SCALE_AREA_AVERAGING), x, y, null);
        to.setColor(new Color(0xB9C0BC));
        to.drawRect(x, y, WIDTH, HEIGHT);
        to.setColor(new Color(0x16211F));
        to.drawString(name.replace('.', ' '), x, y + HEIGHT + 16);
    }

    // Five bits a channel: hardly to be seen on flat colours, and half of the bytes.
    static BufferedImage reduced(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) image.setRGB(x, y, image.getRGB(x, y) & 0xFFFCFCFC);
        }
        return image;
    }
}
