//! Codes of privacyIDEA and eduMFA, on a phone whose key store makes no RSA keys.

use countersign_core::app::AddError;

use crate::world::World;

const CODE: &str = "otpauth://pipush/A:b?url=https%3A%2F%2Fpi.example%2Fttype%2Fpush&ttl=10&issuer=pi\
                    &enrollment_credential=9311ee50678983c0f29d3d843f86e39405e2b427&v=1\
                    &serial=PIPU00011AB2&sslverify=1&poll_only=True";

#[tokio::test]
async fn a_code_whose_key_cannot_be_made_is_refused_before_anything_is_asked() {
    let world = World::new();
    let before = world.answers().len();
    for code in [CODE.to_owned(), CODE.replace("otpauth://pipush", "edumfa-push://edumfa")] {
        let refused = world.app.accounts().preview(code.as_bytes()).await;
        assert!(matches!(refused, Err(AddError::UnknownProtocol)), "{refused:?}");
        let refused = world.app.accounts().recognise(code.as_bytes());
        assert_eq!(refused, Err(AddError::UnknownProtocol));
    }
    assert_eq!(world.accounts().len(), 0);
    assert_eq!(world.answers().len(), before);
}
